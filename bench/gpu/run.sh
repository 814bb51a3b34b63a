#!/usr/bin/env bash
# All contenders on this machine's NVIDIA GPU, one after the other; what is missing is named and left out.
# Writes runs/gpu/results.jsonl, a line for each contender and number of models, and runs/gpu/profile.json.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$here/../../runs/gpu
python=${PYTHON:-python3}
sizes=(${MODELS:-64 256 1024 4096 16384})

has() { "$python" -c "import $1" 2>/dev/null; }
try() { # TITLE COMMAND...
  echo "$1" >&2
  "${@:2}" >>"$folder/results.jsonl" || echo "not measured: $1 (${*:2})" >&2
}

mkdir -p "$folder" && : >"$folder/results.jsonl"
"$python" "$here/job.py" "$folder" || exit 1
nvidia-smi --query-gpu=name,driver_version,utilization.gpu --format=csv,noheader >&2
try 'Thetascape' node "$here/thetascape.mjs" "$folder" "${sizes[@]}"
node "$here/../../dist/cli.js" profile article --json --quiet >"$folder/profile.json" || echo 'not measured: the profile' >&2
if nvcc -O3 -arch=native -o "$folder/megakernel" "$here/megakernel.cu"; then
  try 'CUDA megakernel' "$folder/megakernel" "$folder" "${sizes[@]}"
fi
has torch && try 'PyTorch loop' "$python" "$here/torch_loop.py"
has torch && try 'torch.func + CUDA graph' "$python" "$here/torch_graph.py" "${sizes[@]}"
has jax && try 'JAX' "$python" "$here/jax_scan.py" "${sizes[@]}"
has tinycudann && try 'tiny-cuda-nn' "$python" "$here/tcnn.py"
"$python" - "$folder/results.jsonl" <<'PRINT'
import json, sys
for row in map(json.loads, open(sys.argv[1])):
    print(f"{row['models']:>6}  {row['rate']:>12,} model-steps/s  {row['name']}")
PRINT
