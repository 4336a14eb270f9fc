#pragma once
#include "workflows.h"
// models/classifier.model, as it stands there.

struct greffe_embedded greffe_embedded_classifier_model(void);
