// Does onnxruntime-node, or onnxruntime-web, answer a file's own probe rows as the file says?
//
//     npm install onnxruntime-node
//     node check.mjs model.onnx [onnxruntime-web]
//
// JavaScript's runtime does not hand out metadata_props, so they are read from the file: protobuf field 14 of the model, a
// message with a key (field 1) and a value (field 2).
import { readFileSync } from 'node:fs';

function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let v = 0, scale = 1, byte;
    do { byte = bytes[at++]; v += (byte & 127) * scale; scale *= 128; } while (byte > 127);
    return v;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag % 8 === 0) { varint(); continue; }
    const n = varint();
    yield [Math.floor(tag / 8), bytes.subarray(at, at += n)];
  }
}

function metadata(bytes, key) {
  for (const [field, entry] of fields(bytes)) {
    if (field !== 14) continue;
    const { 1: name, 2: value } = Object.fromEntries(fields(entry));
    if (Buffer.from(name).toString() === key) return Buffer.from(value).toString();
  }
  return undefined;
}

const ort = await import(process.argv[3] ?? 'onnxruntime-node');
const file = readFileSync(process.argv[2]);
const text = metadata(file, 'probes');
if (text === undefined) throw new Error('the file has no probe rows (depickle convert --probes N)');
const probes = JSON.parse(text);
const session = await ort.InferenceSession.create(process.argv[2]);
const [input] = session.inputNames;
const rows = probes.inputs[input].map((row) => row.map(Number)); // "NaN" and "Infinity" are strings
const flat = rows.flat();
const dims = [rows.length, rows[0].length];
const float = session.inputMetadata[0].type === 'float32';
const x = float ? new ort.Tensor('float32', Float32Array.from(flat), dims) : new ort.Tensor('float64', Float64Array.from(flat), dims);
const answers = await session.run({ [input]: x });
let wrong = 0;
for (const name of session.outputNames) {
  const found = Array.from(answers[name].data);
  const want = probes.outputs[name].flat();
  const real = /^float/.test(answers[name].type);
  found.forEach((v, i) => {
    const w = real ? Number(want[i]) : want[i];
    const u = answers[name].type === 'float32' ? Math.fround(w) : w;
    const slack = answers[name].type === 'float32' ? 1e-6 : 1e-11;
    const near = real ? Object.is(v, u) || (!probes.exact && (v === u || Math.abs(v - u) <= slack * Math.max(1, Math.abs(u))))
                      : String(v) === String(w);
    wrong += near ? 0 : 1;
  });
}
console.log(wrong === 0 ? `answers all ${rows.length} probe rows as the file says${probes.exact ? ', bit by bit' : ''}`
                        : `${wrong} answers differ`);
process.exit(wrong === 0 ? 0 : 1);
