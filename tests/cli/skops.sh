# skops files: a zip of schema.json and arrays, the same bytes each time; what has no such form.
$d convert $data/linreg.pkl --to skops -d a && python3 -m zipfile -l a/linreg.skops | cut -c 1-20
python3 -c "import json, zipfile; print(json.dumps(json.load(zipfile.ZipFile('a/linreg.skops').open('schema.json')))[:600])"
$d convert $data/linreg.pkl -o b.skops && cmp a/linreg.skops b.skops
$d convert $data/forest.pkl -o forest.skops && python3 -m zipfile -t forest.skops
sha256sum -c forest.skops.sha256
$d scan forest.skops
$d verify forest.skops
$d verify forest.skops --against $data/forest.pkl
$d convert $data/tables/series-2.2.p4.pkl --to skops -d a
$d convert $data/dbscan.pkl -o dbscan.skops
