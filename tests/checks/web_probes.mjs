// Are the answers stored in ONNX files (`depickle convert --probes N`) those of onnxruntime-web, for any inputs and outputs?
//
//     node web_probes.mjs onnxruntime-web MODEL.onnx...
//
// One line for each file that does not run or answers otherwise; at the end "N passed, N failed", and the largest distance of answers
// that need not be exact.
import { readFileSync } from 'node:fs';
import { metadata } from '../../samples/browser/metadata.js';

const ort = await import(process.argv[2]);
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';
const arrays = { float64: Float64Array, float32: Float32Array, int64: BigInt64Array, bool: Uint8Array };
let passed = 0, failed = 0, exact = 0, farthest = 0;

function tensor(type, rows) {
  const dims = [];
  for (let at = rows; Array.isArray(at); at = at[0]) dims.push(at.length);
  const flat = rows.flat(Infinity);
  if (type === 'string') return new ort.Tensor('string', flat.map(String), dims);
  const number = type === 'int64' ? (v) => BigInt(v) : Number;
  return new ort.Tensor(type, arrays[type].from(flat, number), dims);
}

// 0: the same; else how far, where 1 is as far as the value is large
function distance(type, found, want) {
  if (!/^float/.test(type)) return String(found) === String(want) ? 0 : Infinity;
  const number = type === 'float32' ? Math.fround(Number(want)) : Number(want);
  if (Object.is(found, number)) return 0;
  return found === number ? Number.MIN_VALUE : Math.abs(found - number) / Math.max(1, Math.abs(number));
}

async function check(file) {
  const bytes = readFileSync(file);
  const probes = JSON.parse(metadata(bytes).get('probes'));
  const session = await ort.InferenceSession.create(bytes);
  const feed = Object.fromEntries(session.inputMetadata.map(({ name, type }) => [name, tensor(type, probes.inputs[name])]));
  const answers = await session.run(feed);
  let worst = 0;
  for (const [name, output] of Object.entries(answers)) {
    const want = probes.outputs[name].flat(Infinity);
    const slack = probes.exact ? 0 : output.type === 'float32' ? 1e-6 : 1e-11;
    if (want.length !== output.data.length) throw new Error(`${name}: ${output.data.length} answers, not ${want.length}`);
    want.forEach((value, i) => {
      const d = distance(output.type, output.data[i], value);
      if (!(d <= slack)) throw new Error(`${name}[${i}]: ${output.data[i]}, not ${value}`);
      worst = Math.max(worst, d);
    });
  }
  await session.release();
  return { exact: probes.exact, worst };
}

for (const file of process.argv.slice(3)) {
  try {
    const found = await check(file);
    passed++;
    exact += found.worst === 0 ? 1 : 0;
    farthest = Math.max(farthest, found.worst);
  } catch (fault) {
    failed++;
    console.log(`${file}: ${fault.message.split('\n')[0]}`);
  }
}
console.log(`${exact} files to the bit, the others within ${farthest}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
