#pragma once
#include "workflows.h"
