// A converted model in ONNX Runtime for the web: its session, its columns, and the answers that it has to give.
import * as ort from './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';
import { metadata } from './metadata.js';

ort.env.wasm.numThreads = 1; // threads need a server that isolates the page (COOP and COEP); one row needs none

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The bytes of a file beside the page. */
async function bytesOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: the server says ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Rows of a file of comma separated numbers, without its head. */
export async function rowsOf(url) {
  const text = new TextDecoder().decode(await bytesOf(url));
  return text.trimEnd().split('\n').slice(1).map((line) => line.split(',').map(Number));
}

export class Model {
  static async load(url) {
    const bytes = await bytesOf(url);
    const model = new Model();
    model.about = metadata(bytes);
    model.size = bytes.length;
    model.sha256 = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    model.session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    model.columns = JSON.parse(model.about.get('feature_names'));
    return model;
  }

  /** Every output for rows of numbers, as Map of name to flat values. The model computes in float64 unless it was converted otherwise. */
  async answers(rows) {
    const [name] = this.session.inputNames;
    const single = this.session.inputMetadata[0].type === 'float32';
    const flat = (single ? Float32Array : Float64Array).from(rows.flat());
    const x = new ort.Tensor(single ? 'float32' : 'float64', flat, [rows.length, rows[0].length]);
    const found = await this.session.run({ [name]: x });
    return new Map(this.session.outputNames.map((output) => [output, found[output]]));
  }

  async price(row) {
    const [output] = (await this.answers([row])).values();
    return output.data[0];
  }

  /** Runs the rows that `depickle convert --probes` stored in the file: { rows, exact, wrong }. */
  async probe() {
    const text = this.about.get('probes');
    if (text === undefined) throw new Error('the file has no probe rows (depickle convert --probes N)');
    const probes = JSON.parse(text);
    const rows = probes.inputs[this.session.inputNames[0]].map((row) => row.map(Number)); // "NaN" and "Infinity" are strings
    let wrong = 0;
    for (const [name, output] of await this.answers(rows)) {
      wrong += differing(output, probes.outputs[name].flat(), probes.exact);
    }
    return { rows: rows.length, exact: probes.exact, wrong };
  }
}

function differing(output, want, exact) {
  const single = output.type === 'float32';
  const slack = single ? 1e-6 : 1e-11;
  const same = (found, wanted) => {
    if (!/^float/.test(output.type)) return String(found) === String(wanted);
    const number = single ? Math.fround(Number(wanted)) : Number(wanted);
    if (Object.is(found, number)) return true;
    return !exact && (found === number || Math.abs(found - number) <= slack * Math.max(1, Math.abs(number)));
  };
  if (output.data.length !== want.length) return want.length;
  return Array.from(output.data).filter((found, i) => !same(found, want[i])).length;
}
