"""Is a camera where it says it is? Several ships that tell their own places say so."""
