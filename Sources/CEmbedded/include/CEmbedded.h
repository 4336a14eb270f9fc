#pragma once
#include "workflows.h"
#include "model.h"
#include "dossier.h"
#include "fonts.h"
#include "algorithms.h"
