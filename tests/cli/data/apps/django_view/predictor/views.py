from django.http import JsonResponse

from .apps import PredictorConfig


def call_model(request):
    text = request.GET.get('text')
    label = PredictorConfig.classifier.predict([text])[0]
    return JsonResponse({'label': str(label)})
