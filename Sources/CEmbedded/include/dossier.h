#pragma once
#include "workflows.h"
// packaging/dossier/verify.sh, as it stands there.

struct greffe_embedded greffe_embedded_dossier_verify(void);
