#include "CEmbedded.h"

// The classifier's model, so that a program classifies without a file beside it.

static const unsigned char classifier_bytes[] = {
#embed "../../models/classifier.model"
};

struct greffe_embedded greffe_embedded_classifier_model(void) {
    return (struct greffe_embedded){classifier_bytes, sizeof classifier_bytes};
}
