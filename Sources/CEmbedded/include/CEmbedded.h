#pragma once
#include "workflows.h"
#include "model.h"
#include "fonts.h"
