"""What all satellite products share: files in a folder or a zip, typed values out of XML."""
