"""How fuzz targets hold a pickle in their inputs."""

import struct

MOST = 24000  # bytes: a campaign alters inputs of up to 24 KB
NPY = b"\x93NUMPY"


def npy(descr, shape, data, fortran=False, version=1):
    """An .npy file of a dtype as its header writes it (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html)."""
    header = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    size = struct.pack("<H" if version == 1 else "<I", len(header))
    return NPY + bytes([version, 0]) + size + header + data


def within_npy(data):
    begin = 10 + struct.unpack("<H", data[8:10])[0] if data[:7] == NPY + b"\x01" and len(data) > 10 else len(data)
    return [data[begin:]]


def within_pair(data):
    size = struct.unpack("<H", data[:2])[0] if len(data) > 2 else 0
    return [data[2 : 2 + size], data[2 + size :]]


def plain(data):
    return data


def alone(data):
    return [data]


# target: the input that holds a pickle, and the pickles that an input holds
PICKLES = {
    **{name: (plain, alone) for name in ("machine", "value", "frame", "model", "whole")},
    # the first byte says how much of the rest is a side file
    **{name: (lambda data: b"\0" + data, lambda data: [data[1:]]) for name in ("format", "joblib")},
    "npy": (lambda data: npy("'|O'", "(3,)", data), within_npy),
    "shown": (lambda data: struct.pack("<H", len(data)) + data + data, within_pair),
}
