// depickle.wasm and the program beside each other: see wasm.sh.
//
//     node wasm.mjs depickle.wasm DEPICKLE LIST      LIST: lines of code, format, file, output, with tabs between them
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { serve } from '../../src/bindings/wasm/depickle.js';

const [, , wasm, program, list] = process.argv;
const most = 60_000; // milliseconds for one file
const USAGE = 4; // of the program: several models, and nothing says which

class Reader {
  #worker = null;
  #module;

  constructor(module) {
    this.#module = module;
  }

  /** What the worker answers; code -1 where it ends or takes too long, and the next question has another worker. */
  async ask(question) {
    if (this.#worker === null) {
      this.#worker = new Worker(new URL(import.meta.url));
      await this.#answer({ module: this.#module });
    }
    return this.#answer(question);
  }

  #answer(question) {
    return new Promise((resolve) => {
      const lost = (error) => {
        this.#worker.terminate();
        this.#worker = null;
        resolve({ code: -1, error, bytes: null, models: [] });
      };
      const late = setTimeout(() => lost('takes too long'), most);
      this.#worker.removeAllListeners('message').removeAllListeners('error');
      this.#worker.once('message', (answer) => { clearTimeout(late); resolve(answer); });
      this.#worker.once('error', (fault) => { clearTimeout(late); lost(fault.message); });
      this.#worker.postMessage(question);
    });
  }
}

/** Does the program find in the bytes what is in the file? */
function verified(bytes, output, file) {
  writeFileSync(output, bytes);
  try {
    execFileSync(program, ['verify', '-q', output, '--against', file]);
    return true;
  } catch {
    return false;
  }
}

async function main() {
  const counts = { passed: 0, failed: 0, same: 0, near: 0, refused: 0, beyond: 0, longest: 0 };
  const check = (good, ...words) => {
    counts[good ? 'passed' : 'failed']++;
    if (!good) console.log('wasm: FAILED', ...words);
  };
  const module = await WebAssembly.compile(readFileSync(wasm));
  const asks = WebAssembly.Module.imports(module).map((one) => one.name);
  check(asks.length === 1 && asks[0] === 'random_get', 'the module asks its host for', asks);
  const reader = new Reader(module);
  for (const line of readFileSync(list, 'utf8').trimEnd().split('\n')) {
    const [code, format, file, output] = line.split('\t');
    const began = performance.now();
    let found = await reader.ask({ name: basename(file), bytes: new Uint8Array(readFileSync(file)) });
    const models = found.models.length;
    if (found.code === 0 && models > 0) found = await reader.ask({ model: 0, format });
    counts.longest = Math.max(counts.longest, performance.now() - began);
    if (Number(code) === 0 && existsSync(output) && models > 0) {
      const same = found.bytes && readFileSync(output).equals(Buffer.from(found.bytes));
      check(same || (found.bytes && verified(found.bytes, output, file)), `${format} of ${file}:`, found.code, found.error);
      counts[same ? 'same' : 'near']++;
    } else if (found.code === 0 && (models === 0 || Number(code) === USAGE)) {
      counts.beyond++; // tables and data without a model are not of the library's handle
    } else {
      check(found.code === Number(code), `${format} of ${file}: code ${found.code}, the program's ${code}:`, found.error);
      counts.refused++;
    }
  }
  check(counts.same >= 500 && counts.refused >= 60, 'too few files');
  check(counts.near <= 4, 'too many outputs with other bytes:', counts.near); // sines and cosines of another C library
  console.log(`wasm: ${counts.same} outputs with the same bytes, ${counts.near} verified, ${counts.refused} refusals, `
    + `${counts.beyond} others; the longest took ${(counts.longest / 1000).toFixed(1)} s`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed === 0 ? 0 : 1);
}

if (isMainThread) await main();
else serve(parentPort);
