// What an ONNX file says of itself (metadata_props). ONNX Runtime for the web does not hand it out, so it is read from the bytes:
// protobuf field 14 of the model, a message with a key (field 1) and a value (field 2).

function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0, scale = 1, byte;
    do {
      if (at >= bytes.length) throw new Error('the file ends early');
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const kind = tag % 8;
    if (kind === 0) {
      varint();
    } else if (kind === 2) {
      const n = varint();
      if (n > bytes.length - at) throw new Error('the file ends early');
      yield [Math.floor(tag / 8), bytes.subarray(at, at += n)];
    } else {
      throw new Error('not an ONNX file');
    }
  }
}

/** A Map of the metadata of a model's bytes (Uint8Array). */
export function metadata(bytes) {
  const text = new TextDecoder();
  const found = new Map();
  for (const [field, entry] of fields(bytes)) {
    if (field === 14) {
      const { 1: key, 2: value } = Object.fromEntries(fields(entry));
      found.set(text.decode(key), value === undefined ? '' : text.decode(value));
    }
  }
  return found;
}
