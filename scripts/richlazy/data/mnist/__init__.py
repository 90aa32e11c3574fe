"""The images of MNIST (LeCun, Bottou, Bengio & Haffner 1998, Proc IEEE 86:2278): 28 × 28 pixels, ten digits.

They come from files that the config names, else from a download, else from a package. Whatever the source, they must be
the same to the last pixel.
"""
