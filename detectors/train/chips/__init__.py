"""The network on windows round what a radar search finds: samples, training, figures."""
