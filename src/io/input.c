#include "io/input.h"

const dp_beside *dp_input_beside(const dp_input *input, dp_span name)
{
    for (size_t i = 0; i < input->n_beside; i++) {
        if (dp_span_is(name, input->beside[i].name)) {
            return &input->beside[i];
        }
    }
    return NULL;
}
