from service.model import Predictor

for price in Predictor().predict([[1.0, 2.0, 3.0], [0.5, -1.0, 9.0]]):
    print(float(price))
