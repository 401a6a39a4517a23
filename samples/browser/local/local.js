// The page around depickle.wasm: takes a file, shows what scan and inspect say, hands out what convert writes. All that comes from
// a file is put in place as text.
import { source, wasm } from './module.js'; // in base64: to fetch them, the page would need a right to connect

const $ = (id) => document.getElementById(id);
const words = { safe: 'Safe.', dangerous: 'Dangerous: refused.', unknown: 'Reaches for unknown names: refused.', corrupt: 'Damaged: refused.',
  limit: 'Beyond a limit: refused.', error: 'Not read.' };
const forms = { onnx: ['ONNX', '.onnx'], json: ['JSON', '.json'], skops: ['skops', '.skops'], c: ['C', '.h'] };

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Marks of direction and what no screen shows, as their numbers. */
const plain = (text) => text.replace(/[\p{C}\u2028\u2029]/gu, (mark) => `\\u{${mark.codePointAt(0).toString(16)}}`);

let module = null;
let worker = null; // with the file that it has read, for its outputs
let answered = null; // of the question that the worker has

function drop() {
  worker?.terminate();
  worker = null;
}

/** The worker's answer. One that fails is not asked again. */
function ask(question, transfer = []) {
  return new Promise((resolve) => {
    answered = (answer) => {
      answered = null;
      if (answer.stopped) drop();
      resolve(answer);
    };
    worker.onmessage = ({ data }) => answered?.(data);
    worker.onerror = (event) => answered?.({ error: `depickle stopped: ${event.message}`, stopped: true });
    worker.postMessage(question, transfer);
  });
}

/** A worker made of a blob has the page's own policy: it may connect to nothing, either. */
async function start() {
  const url = URL.createObjectURL(new Blob([bytesOf(source), 'serve(self);'], { type: 'text/javascript' }));
  worker = new Worker(url, { type: 'module' });
  const answer = await ask({ module });
  URL.revokeObjectURL(url);
  if (!answer.ready) throw new Error(answer.error);
}

/** While work goes on there is a button that stops it, and nothing else can be begun. */
async function busy(words, work) {
  if (!$('stop').hidden) return;
  const buttons = document.querySelectorAll('#file, #models button');
  const focused = document.activeElement; // lost by what is disabled
  buttons.forEach((one) => { one.disabled = true; });
  $('stop').hidden = false;
  $('state').textContent = words;
  try {
    $('state').textContent = await work();
  } catch (fault) {
    $('state').textContent = plain(fault.message);
  }
  $('stop').hidden = true;
  buttons.forEach((one) => { one.disabled = false; });
  if (focused !== document.body) (focused.isConnected ? focused : $('file')).focus();
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

async function save(model, form, name) {
  if (worker === null) return 'Please choose the file again.';
  const answer = await ask({ model, format: form });
  if (!answer.bytes) return plain(answer.error);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([answer.bytes], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return `${plain(name)}: ${answer.bytes.length.toLocaleString('en')} bytes.`;
}

function offer(models, name) {
  const stem = name.replace(/\.[^.]*$/, '') || 'model';
  $('models').replaceChildren(...models.map((model, i) => {
    const item = element('li', `${plain(model.class)} at ${plain(model.path)}, save as `);
    for (const [form, [called, suffix]] of Object.entries(forms)) {
      const button = element('button', called);
      button.type = 'button';
      button.setAttribute('aria-label', `Save model ${i + 1} as ${called}`);
      const as = `${stem}${models.length > 1 ? `.${i + 1}` : ''}${suffix}`;
      button.addEventListener('click', () => busy(`Converting to ${called}…`, () => save(i, form, as)));
      item.append(button, ' ');
    }
    return item;
  }));
}

function nameItem(use) {
  const other = use.canonical && use.canonical !== use.name ? ` (${use.canonical})` : '';
  const item = element('li', plain(`${use.verdict}: ${use.name}${other}, ${use.reach} in ${use.place}${use.reason && `: ${use.reason}`}`));
  if (use.verdict !== 'safe') item.dataset.outcome = 'wrong';
  return item;
}

function show(name, { report, error, inspect = '', models = [] }) {
  const verdict = report?.verdict ?? 'error';
  const names = report?.names ?? [];
  const safe = names.filter((use) => use.verdict === 'safe');
  $('verdict').hidden = false;
  $('word').textContent = words[verdict] ?? verdict;
  $('word').dataset.outcome = verdict === 'safe' ? 'right' : 'wrong';
  $('why').textContent = plain(error);
  offer(verdict === 'safe' ? models : [], name);
  $('found').hidden = inspect === '';
  $('inspect').textContent = inspect;
  $('reached').hidden = names.length === 0;
  $('list').replaceChildren(...names.filter((use) => use.verdict !== 'safe').map(nameItem));
  $('rest').hidden = safe.length === 0;
  $('count').textContent = `${safe.length} safe ${safe.length === 1 ? 'name' : 'names'}`;
  $('safe').replaceChildren(...safe.map(nameItem));
}

async function read(file) {
  drop();
  await start();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const began = performance.now();
  const answer = await ask({ name: file.name, bytes }, [bytes.buffer]);
  show(file.name, answer);
  return `${plain(file.name)}: ${answer.stopped ? 'given up after' : 'read in'} ${((performance.now() - began) / 1000).toFixed(2)} s.`;
}

function take(file) {
  if (file !== undefined) busy(`Reading ${plain(file.name)}…`, () => read(file));
}

async function main() {
  module = await WebAssembly.compile(bytesOf(wasm));
  $('file').addEventListener('click', () => { $('file').value = ''; }); // or the same file again would be no change
  $('file').addEventListener('change', () => take($('file').files[0]));
  $('stop').addEventListener('click', () => answered?.({ error: 'Stopped.', stopped: true }));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  $('file').disabled = false;
  $('state').textContent = 'Ready.';
}

main().catch((fault) => { $('state').textContent = `depickle cannot run here: ${fault.message}`; });
