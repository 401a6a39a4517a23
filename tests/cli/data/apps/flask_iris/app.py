import pickle

import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
model = pickle.load(open('model.pkl', 'rb'))
scaler = joblib.load('scaler.joblib')


@app.route('/predict', methods=['POST'])
def predict():
    features = [float(request.form[name]) for name in ('sl', 'sw', 'pl', 'pw')]
    scaled = scaler.transform([features])
    species = model.predict(scaled)[0]
    sure = model.predict_proba(scaled).max()
    return jsonify(species=str(species), sure=float(sure), of=[str(c) for c in model.classes_])


@app.route('/why')
def why():
    return jsonify(importances=list(model.feature_importances_), depth=model.get_params()['max_depth'])


if __name__ == '__main__':
    app.run(debug=True)
