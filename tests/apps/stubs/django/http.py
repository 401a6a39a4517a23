def JsonResponse(values):
    return values
