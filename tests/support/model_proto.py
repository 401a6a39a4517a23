"""An ONNX file's bytes, cut at the fields of its ModelProto."""

PRODUCER_VERSION, METADATA_PROPS = 3, 14


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def without(data, unwanted):
    """The bytes without the fields that unwanted(number, block) names; block: b"" of a number. It has numbers and blocks only."""
    kept, at = [], 0
    while at < len(data):
        start = at
        tag, at = varint(data, at)
        value, at = varint(data, at)
        block = b""
        if tag & 7 == 2:
            block = data[at:at + value]
            at += value
        elif tag & 7 != 0:
            raise ValueError(f"wire type {tag & 7}")
        if not unwanted(tag >> 3, block):
            kept.append(data[start:at])
    return b"".join(kept)
