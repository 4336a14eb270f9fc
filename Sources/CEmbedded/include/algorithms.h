#pragma once
#include "workflows.h"
// packaging/evidence/algorithms, as it stands there.

struct greffe_embedded greffe_embedded_algorithms(void);
