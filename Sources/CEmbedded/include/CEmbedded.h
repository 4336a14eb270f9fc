#pragma once
#include "workflows.h"
#include "model.h"
