// The form, the price, and the two checks. Nothing typed into the page leaves it: the policy in index.html allows no form to be
// sent and no request but to the page's own server.
import { Model, rowsOf } from './model.js';

const $ = (id) => document.getElementById(id);
const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const choices = ['Company', 'TypeName', 'Cpu', 'Gpu', 'OpSys']; // one column for each of their values
const numbers = ['Inches', 'Ram', 'Weight'];
const flags = ['Touchscreen', 'Ips'];

function option(text, value) {
  const made = document.createElement('option');
  made.textContent = text;
  made.value = value;
  return made;
}

/** The values of each choice are those that the model has a column for. */
function fill(columns) {
  for (const choice of choices) {
    const found = columns.filter((column) => column.startsWith(`${choice}_`)).map((column) => column.slice(choice.length + 1));
    $(choice).replaceChildren(...found.map((value) => option(value, value)));
  }
}

function density() {
  const [across, down] = $('Resolution').value.split('x').map(Number);
  return Math.hypot(across, down) / Number($('Inches').value);
}

/** A row in the order of the model's columns. */
function row(columns) {
  const value = new Map([['Ppi', density()]]);
  numbers.forEach((name) => value.set(name, Number($(name).value)));
  flags.forEach((name) => value.set(name, Number($(name).checked)));
  choices.forEach((name) => value.set(`${name}_${$(name).value}`, 1));
  return columns.map((column) => value.get(column) ?? 0);
}

/** Puts a recorded row into the form. */
function show(columns, recorded) {
  const value = new Map(columns.map((column, i) => [column, recorded[i]]));
  numbers.forEach((name) => { $(name).value = value.get(name); });
  flags.forEach((name) => { $(name).checked = value.get(name) === 1; });
  for (const choice of choices) {
    for (const { value: name } of $(choice).options) {
      if (value.get(`${choice}_${name}`) === 1) $(choice).value = name;
    }
  }
  const near = Array.from($('Resolution').options, ({ value: size }) => {
    const [across, down] = size.split('x').map(Number);
    return [Math.abs(Math.hypot(across, down) / value.get('Inches') - value.get('Ppi')), size];
  });
  $('Resolution').value = near.reduce((best, one) => (one[0] < best[0] ? one : best))[1];
}

function tell(id, good, words) {
  $(id).dataset.outcome = good ? 'right' : 'wrong';
  $(id).textContent = words;
}

async function predict(model) {
  const valid = $('laptop').checkValidity();
  $('price').textContent = '–';
  $('exactly').textContent = valid ? '' : 'Please complete the form.';
  if (valid) {
    const price = await model.price(row(model.columns));
    $('price').textContent = euros.format(price);
    $('exactly').textContent = `exactly ${price}`;
  }
}

async function checkProbes(model) {
  const { rows, exact, wrong } = await model.probe();
  tell('probes', wrong === 0, wrong === 0
    ? `All ${rows} rows stored in the file are answered as it says${exact ? ', bit by bit' : ''}.`
    : `${wrong} of the answers stored in the file differ. Do not trust the prices of this page.`);
}

async function checkRecorded(model, rows, expected) {
  const [output] = (await model.answers(rows)).values();
  const wrong = expected.filter(([price], i) => !Object.is(price, output.data[i])).length;
  tell('recorded', wrong === 0, wrong === 0
    ? `All ${rows.length} prices that scikit-learn gave are met, bit by bit.`
    : `${wrong} of ${rows.length} prices are not those that scikit-learn gave.`);
}

function describe(model) {
  const about = model.about;
  $('file').textContent = `laptop.onnx, ${model.size.toLocaleString('en')} bytes, target ${about.get('target')}`;
  $('digest').textContent = model.sha256;
  $('origin').textContent = `${about.get('source_file')} (${about.get('source_container')})`;
  $('origin-digest').textContent = about.get('source_sha256');
}

async function main() {
  const [model, rows, expected] = await Promise.all(
    [Model.load('laptop.onnx'), rowsOf('../laptop-price/rows.csv'), rowsOf('../laptop-price/expected.csv')]);
  fill(model.columns);
  $('Example').append(...rows.map((_, i) => option(`Laptop ${i + 1}, ${euros.format(expected[i][0])}`, i)));
  describe(model);
  const update = () => predict(model);
  $('Example').addEventListener('change', () => { show(model.columns, rows[$('Example').value]); update(); });
  $('laptop').addEventListener('input', ({ target }) => { if (target !== $('Example')) update(); });
  $('laptop').addEventListener('submit', (event) => { event.preventDefault(); update(); });
  show(model.columns, rows[0]);
  $('fields').disabled = false;
  await update();
  await checkProbes(model);
  await checkRecorded(model, rows, expected);
  $('state').textContent = 'Ready.';
}

main().catch((fault) => {
  $('state').dataset.outcome = 'wrong';
  $('state').textContent = `The page cannot work: ${fault.message}`;
});
