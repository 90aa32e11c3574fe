"""The images of MNIST (LeCun, Bottou, Bengio & Haffner 1998, Proc IEEE 86:2278): 28 × 28 pixels, ten digits.

They come from files that the config names, or from a download, or from a package. Images of every source must have the
same checksum.
"""
