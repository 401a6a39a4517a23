// depickle in WebAssembly: one file in, what is in it and what it converts to out. In browsers, their workers and Node.
//
//     const module = await WebAssembly.compile(bytes);          // of depickle.wasm
//     const file = new Depickle(module, 'model.pkl', pickle);   // pickle: Uint8Array
//     if (file.code === 0) save(file.convert(0, 'onnx'));
//
// The machine is the wall: what runs in it reaches its own memory, and of its host random bytes. Each file has a machine of its own, so
// that none can leave anything behind for the next; a fault of ours ends that machine and is code 2. There is no limit of time: run it
// in a worker, and end that.

const FAULT = 2; // as DEPICKLE_ERROR: the codes are those of depickle.h

export class Depickle {
  #c;
  #handle = 0;

  /** Reads a file's bytes. code, error, report, inspect and models tell how it went; nothing throws. */
  constructor(module, name, bytes) {
    this.code = FAULT;
    this.error = `${name}: out of memory`;
    this.stopped = false; // by a fault of ours
    this.report = null; // schemas/report.schema.json
    this.inspect = '';
    this.models = []; // { path, class }
    this.#guarded(() => {
      this.#c = new WebAssembly.Instance(module, { wasi_snapshot_preview1: { random_get: (at, n) => this.#random(at, n) } }).exports;
      this.#c._initialize();
      this.#open(name, bytes);
    });
  }

  /** A model as 'onnx', 'json', 'skops' or 'c': Uint8Array; null, with code and error, where that cannot be. */
  convert(model, format) {
    return this.#guarded(() => {
      const c = this.#c;
      const out = this.#place(new Uint8Array(8));
      this.code = c.depickle_convert_bytes(this.#handle, model, this.#string(format), out, out + 4);
      this.error = this.#text(c.depickle_error(this.#handle));
      const [at, n] = new Uint32Array(c.memory.buffer, out, 2);
      return this.code === 0 ? new Uint8Array(c.memory.buffer, at, n).slice() : null;
    });
  }

  #open(name, bytes) {
    const c = this.#c;
    const input = this.#place(bytes);
    this.#handle = c.depickle_new(0);
    if (this.#handle === 0) throw new RangeError('out of memory');
    this.code = c.depickle_open_bytes(this.#handle, this.#string(name), input, bytes.length);
    this.error = this.#text(c.depickle_error(this.#handle));
    this.report = JSON.parse(this.#text(c.depickle_report(this.#handle)));
    this.inspect = this.#text(c.depickle_inspect(this.#handle));
    for (let i = 0; i < c.depickle_models(this.#handle); i++) {
      this.models.push({ path: this.#text(c.depickle_model_path(this.#handle, i)),
        class: this.#text(c.depickle_model_class(this.#handle, i)) });
    }
  }

  /** What work answers; null where the machine stops, after which nothing of it is used any more. */
  #guarded(work) {
    if (this.stopped) return null;
    try {
      return work();
    } catch (fault) {
      this.stopped = true;
      this.code = FAULT;
      this.error = `depickle stopped: ${fault.message}`;
      this.models = [];
      return null;
    }
  }

  /** All that the machine asks for: keys of hash tables, and of the stack protector. */
  #random(at, n) {
    crypto.getRandomValues(new Uint8Array(this.#c.memory.buffer, at, n)); // at most 256
    return 0;
  }

  /** Bytes in the machine's memory. They stay until the machine goes. */
  #place(bytes) {
    const at = this.#c.malloc(Math.max(1, bytes.length)) >>> 0;
    if (at === 0) throw new RangeError('out of memory');
    new Uint8Array(this.#c.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  #string(text) {
    return this.#place(new TextEncoder().encode(`${text}\0`));
  }

  #text(at) {
    const memory = new Uint8Array(this.#c.memory.buffer);
    at >>>= 0;
    return new TextDecoder().decode(memory.subarray(at, memory.indexOf(0, at)));
  }
}

/** Makes a worker of this file: its first message has the module, each after it a file { name, bytes } or a wish { model, format }. */
export function serve(worker) {
  let module = null;
  let file = null;
  worker.onmessage = ({ data }) => {
    if (data.module !== undefined) {
      module = data.module;
      worker.postMessage({ ready: true });
    } else if (data.bytes !== undefined) {
      file = new Depickle(module, data.name, data.bytes);
      const { code, error, stopped, report, inspect, models } = file;
      worker.postMessage({ code, error, stopped, report, inspect, models });
    } else {
      const bytes = file.convert(data.model, data.format);
      const { code, error, stopped } = file;
      worker.postMessage({ code, error, stopped, bytes }, bytes === null ? [] : [bytes.buffer]);
    }
  };
}
