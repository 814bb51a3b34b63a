// A hand-written CUDA trainer of the same design as our fused kernel: one block per model, many steps per launch, no
// gradient in memory. It is what WebGPU's price is measured against: `megakernel FOLDER MODELS...`, with the folder that
// job.py writes. Prints the lines of JSON that measure.py prints.
//
//   nvcc -O3 -arch=native -o megakernel megakernel.cu
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

constexpr int WIDTH = 64, HIDDEN = 3, BATCH = 64, EPOCH = 11, CHECKED = 2 * EPOCH, TURNS = 6;
constexpr int THREADS = 256, TILE = WIDTH * WIDTH;
constexpr double BETA1 = 0.9, BETA2 = 0.999;
constexpr float SLOPE = 0.03f, LEARNING_RATE = 1e-3f, EPSILON = 1e-8f;
/// Models whose losses are compared with those of the reference.
constexpr int SAMPLED[] = {0, 31, 63};

/// Offsets of parameters within a model: weight then bias, layer by layer, as PyTorch has them; rounded up to float4s.
constexpr int FIRST_WEIGHT = 0, FIRST_BIAS = WIDTH, HIDDEN_0 = 2 * WIDTH, HIDDEN_STRIDE = TILE + WIDTH;
constexpr int LAST_WEIGHT = HIDDEN_0 + HIDDEN * HIDDEN_STRIDE, LAST_BIAS = LAST_WEIGHT + WIDTH;
constexpr int PARAMETERS = LAST_BIAS + 1, STRIDE = (PARAMETERS + 3) / 4 * 4;

/// Where a number of a 64 x 64 tile lies: groups of four are permuted by the row, so that threads that read along a row
/// and threads that write along a column both meet every bank of shared memory.
__device__ __forceinline__ int group_at(int row, int group) { return row * (WIDTH / 4) + (group ^ (row >> 2)); }
__device__ __forceinline__ int place(int row, int column) { return 4 * group_at(row, column >> 2) + (column & 3); }

struct Shared {
  float activations[HIDDEN + 1][TILE]; // (K, B): a layer's output, by unit and row of the batch
  float delta[TILE];                   // (O, B): dLoss/dz of the layer in turn
  float delta_by_row[TILE];            // (B, O): the same
  float operand[TILE];                 // a weight or a transposed activation, by the index that is summed over
  float x[BATCH], y[BATCH], error[BATCH], gradient[BATCH];
};

/// A thread's 4 x 4 numbers of sum_k a[k][row] b[k][column]; both tiles lie with k along their rows.
struct Product {
  float sum[4][4] = {};
  __device__ __forceinline__ void add(const float *a, const float *b, int rows, int columns) {
    const float4 *left = reinterpret_cast<const float4 *>(a), *right = reinterpret_cast<const float4 *>(b);
#pragma unroll 8
    for (int k = 0; k < WIDTH; k++) {
      const float4 p = left[group_at(k, rows)], q = right[group_at(k, columns)];
      const float ps[4] = {p.x, p.y, p.z, p.w}, qs[4] = {q.x, q.y, q.z, q.w};
#pragma unroll
      for (int i = 0; i < 4; i++)
#pragma unroll
        for (int j = 0; j < 4; j++) sum[i][j] = fmaf(ps[i], qs[j], sum[i][j]);
    }
  }
};

__device__ __forceinline__ void store4(float *tile, int row, int group, float a, float b, float c, float d) {
  reinterpret_cast<float4 *>(tile)[group_at(row, group)] = make_float4(a, b, c, d);
}

/// Adam (Kingma & Ba, algorithm 1) with a coupled penalty; corrections are 1/(1 - beta1^t) and 1/(1 - beta2^t).
struct Adam {
  float *parameters, *first, *second;
  float penalty, correction1, correction2;
  __device__ __forceinline__ void update(int i, float gradient) const {
    step(parameters[i], first[i], second[i], gradient);
  }
  __device__ __forceinline__ void update4(int i, const float (&gradient)[4]) const {
    float4 p = at4(parameters, i), m = at4(first, i), v = at4(second, i);
    step(p.x, m.x, v.x, gradient[0]);
    step(p.y, m.y, v.y, gradient[1]);
    step(p.z, m.z, v.z, gradient[2]);
    step(p.w, m.w, v.w, gradient[3]);
    at4(parameters, i) = p, at4(first, i) = m, at4(second, i) = v;
  }
  __device__ __forceinline__ static float4 &at4(float *values, int i) { return *reinterpret_cast<float4 *>(values + i); }
  __device__ __forceinline__ void step(float &p, float &m, float &v, float gradient) const {
    gradient = fmaf(penalty, p, gradient);
    m = fmaf(float(BETA1), m, float(1 - BETA1) * gradient);
    v = fmaf(float(BETA2), v, float(1 - BETA2) * gradient * gradient);
    p -= LEARNING_RATE * (m * correction1) / (sqrtf(v * correction2) + EPSILON);
  }
};

/// Sum over the four lanes that share a row.
__device__ __forceinline__ float sum_of_four(float value) {
  value += __shfl_xor_sync(~0u, value, 1);
  return value + __shfl_xor_sync(~0u, value, 2);
}

/// x through the bare input layer.
__device__ void first_layer(Shared &own, const float *parameters) {
  for (int i = threadIdx.x; i < TILE; i += THREADS) {
    const int unit = i / BATCH, row = i % BATCH;
    own.activations[0][place(unit, row)] = fmaf(own.x[row], parameters[FIRST_WEIGHT + unit], parameters[FIRST_BIAS + unit]);
  }
}

/// A hidden weight (O, I) into the operand, transposed or as it is.
__device__ void load_weight(Shared &own, const float *weight, bool transposed) {
  for (int i = threadIdx.x; i < TILE / 4; i += THREADS) {
    const int row = i / (WIDTH / 4), group = i % (WIDTH / 4);
    const float4 w = reinterpret_cast<const float4 *>(weight)[i];
    if (!transposed) {
      store4(own.operand, row, group, w.x, w.y, w.z, w.w);
      continue;
    }
    own.operand[place(4 * group, row)] = w.x;
    own.operand[place(4 * group + 1, row)] = w.y;
    own.operand[place(4 * group + 2, row)] = w.z;
    own.operand[place(4 * group + 3, row)] = w.w;
  }
}

__device__ void hidden_forward(Shared &own, int layer, const float *parameters, int rows, int columns) {
  const float *weight = parameters + HIDDEN_0 + layer * HIDDEN_STRIDE, *bias = weight + TILE;
  load_weight(own, weight, true);
  __syncthreads();
  Product z;
  z.add(own.activations[layer], own.operand, rows, columns);
  for (int j = 0; j < 4; j++) {
    const int unit = 4 * columns + j;
    float out[4];
    for (int i = 0; i < 4; i++) {
      const float value = z.sum[i][j] + bias[unit];
      out[i] = value > 0 ? value : SLOPE * value;
    }
    store4(own.activations[layer + 1], unit, rows, out[0], out[1], out[2], out[3]);
  }
  __syncthreads();
}

/// The output, the batch's loss, the last layer's update, and the deltas of the last hidden layer.
__device__ void last_layer(Shared &own, const Adam &adam, float *loss, int rows, int columns) {
  const float *last = own.activations[HIDDEN], *weight = adam.parameters + LAST_WEIGHT;
  const int row = threadIdx.x / 4, part = threadIdx.x % 4;
  float out = 0;
  for (int k = part; k < WIDTH; k += 4) out = fmaf(last[place(k, row)], weight[k], out);
  out = sum_of_four(out);
  if (part == 0) {
    const float error = out + adam.parameters[LAST_BIAS] - own.y[row];
    own.error[row] = error * error;
    own.gradient[row] = 2 * error / BATCH;
  }
  __syncthreads();
  for (int j = 0; j < 4; j++) {
    const int unit = 4 * columns + j;
    float out4[4];
    for (int i = 0; i < 4; i++) {
      const int at = 4 * rows + i;
      const float slope = last[place(unit, at)] > 0 ? 1 : SLOPE;
      out4[i] = own.delta_by_row[place(at, unit)] = own.gradient[at] * weight[unit] * slope;
    }
    store4(own.delta, unit, rows, out4[0], out4[1], out4[2], out4[3]);
  }
  float sum = 0;
  for (int b = part; b < BATCH; b += 4) sum = fmaf(own.gradient[b], last[place(row, b)], sum);
  sum = sum_of_four(sum);
  __syncthreads(); // everyone has read the weight
  if (part == 0) adam.update(LAST_WEIGHT + row, sum);
  if (threadIdx.x == 0) {
    float total = 0, bias = 0;
    for (int b = 0; b < BATCH; b++) total += own.error[b], bias += own.gradient[b];
    *loss = total / BATCH;
    adam.update(LAST_BIAS, bias);
  }
}

/// Deltas of the layer below and the update of a hidden layer's weight and bias.
__device__ void hidden_backward(Shared &own, int layer, const Adam &adam, int rows, int columns) {
  const int weight = HIDDEN_0 + layer * HIDDEN_STRIDE;
  const float *input = own.activations[layer];
  load_weight(own, adam.parameters + weight, false);
  __syncthreads();
  Product below; // (B, I)
  below.add(own.delta, own.operand, rows, columns);
  __syncthreads();
  for (int i = threadIdx.x; i < TILE; i += THREADS) own.operand[place(i % BATCH, i / BATCH)] = input[place(i / BATCH, i % BATCH)];
  __syncthreads();
  Product gradient; // (O, I)
  gradient.add(own.delta_by_row, own.operand, rows, columns);
  for (int i = 0; i < 4; i++) adam.update4(weight + (4 * rows + i) * WIDTH + 4 * columns, gradient.sum[i]);
  const int unit = threadIdx.x / 4, part = threadIdx.x % 4;
  float bias = 0;
  for (int b = part; b < BATCH; b += 4) bias += own.delta[place(unit, b)];
  bias = sum_of_four(bias);
  if (part == 0) adam.update(weight + TILE + unit, bias);
  __syncthreads();
  for (int j = 0; j < 4; j++) {
    const int in = 4 * columns + j;
    for (int i = 0; i < 4; i++) {
      const int row = 4 * rows + i;
      if (layer > 0 && input[place(in, row)] <= 0) below.sum[i][j] *= SLOPE;
      own.delta_by_row[place(row, in)] = below.sum[i][j];
    }
    store4(own.delta, in, rows, below.sum[0][j], below.sum[1][j], below.sum[2][j], below.sum[3][j]);
  }
  __syncthreads();
}

__device__ void first_backward(Shared &own, const Adam &adam) {
  const int unit = threadIdx.x / 4, part = threadIdx.x % 4;
  float weight = 0, bias = 0;
  for (int b = part; b < BATCH; b += 4) {
    const float delta = own.delta[place(unit, b)];
    weight = fmaf(delta, own.x[b], weight);
    bias += delta;
  }
  weight = sum_of_four(weight), bias = sum_of_four(bias);
  if (part == 0) adam.update(FIRST_WEIGHT + unit, weight), adam.update(FIRST_BIAS + unit, bias);
}

/// `steps` optimizer steps of every model; block m trains model m, and leaves the loss of its last step in losses[m].
__global__ __launch_bounds__(THREADS, 2) void train(float *parameters, float *first, float *second, const float *penalties,
                                                    const float2 *corrections, const float *x, const float *y, int done,
                                                    int steps, float *losses) {
  extern __shared__ float4 memory[];
  Shared &own = *reinterpret_cast<Shared *>(memory);
  const size_t model = blockIdx.x, base = model * STRIDE;
  const int rows = threadIdx.x / 16, columns = threadIdx.x % 16;
  for (int step = 0; step < steps; step++) {
    const float2 correction = corrections[step];
    const Adam adam{parameters + base, first + base, second + base, penalties[model], correction.x, correction.y};
    const int batch = (done + step) % EPOCH * BATCH;
    if (threadIdx.x < BATCH) own.x[threadIdx.x] = x[batch + threadIdx.x], own.y[threadIdx.x] = y[batch + threadIdx.x];
    __syncthreads();
    first_layer(own, adam.parameters);
    __syncthreads();
    for (int layer = 0; layer < HIDDEN; layer++) hidden_forward(own, layer, adam.parameters, rows, columns);
    last_layer(own, adam, losses + model, rows, columns);
    for (int layer = HIDDEN - 1; layer >= 0; layer--) hidden_backward(own, layer, adam, rows, columns);
    first_backward(own, adam);
    __syncthreads();
  }
}

void check(cudaError_t status) {
  if (status == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(status));
  std::exit(1);
}

template <class T> struct Buffer {
  T *data;
  explicit Buffer(const std::vector<T> &values) {
    check(cudaMalloc(&data, values.size() * sizeof(T)));
    check(cudaMemcpy(data, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice));
  }
  ~Buffer() { cudaFree(data); }
  Buffer(const Buffer &) = delete;
};

std::vector<float> read(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) std::fprintf(stderr, "%s cannot be read: write it with job.py\n", path.c_str()), std::exit(1);
  std::vector<float> values(file.tellg() / sizeof(float));
  file.seekg(0).read(reinterpret_cast<char *>(values.data()), values.size() * sizeof(float));
  return values;
}

std::vector<float> for_models(int models, const std::function<float(int, int)> &value) {
  std::vector<float> all(size_t(models) * STRIDE);
  for (size_t i = 0; i < all.size(); i++) all[i] = value(i / STRIDE, i % STRIDE);
  return all;
}

struct Trainer {
  int models, done = 0;
  std::vector<float> job, penalty;
  Buffer<float> x, y, parameters, first, second, penalties, losses;

  Trainer(const std::string &folder, int count)
      : models(count), job(read(folder + "/job.bin")), penalty(count), x({job.begin(), job.begin() + EPOCH * BATCH}),
        y({job.begin() + EPOCH * BATCH, job.begin() + 2 * EPOCH * BATCH}),
        parameters(for_models(count, [this](int, int i) { return i < PARAMETERS ? job[2 * EPOCH * BATCH + i] : 0; })),
        first(for_models(count, [](int, int) { return 0; })), second(for_models(count, [](int, int) { return 0; })),
        penalties(each_penalty()), losses(std::vector<float>(count)) {
    check(cudaFuncSetAttribute(train, cudaFuncAttributeMaxDynamicSharedMemorySize, sizeof(Shared)));
  }

  const std::vector<float> &each_penalty() {
    for (int m = 0; m < models; m++) penalty[m] = 1e-5 * std::pow(10.0, 3.0 * (m % 64) / 63);
    return penalty;
  }

  /// The losses of the last of `steps` further steps.
  std::vector<float> run(int steps) {
    std::vector<float2> table(steps);
    for (int i = 0; i < steps; i++) {
      const int t = done + i + 1;
      table[i] = make_float2(1 / (1 - std::pow(BETA1, t)), 1 / (1 - std::pow(BETA2, t)));
    }
    Buffer<float2> corrections(table);
    train<<<models, THREADS, sizeof(Shared)>>>(parameters.data, first.data, second.data, penalties.data, corrections.data,
                                               x.data, y.data, done, steps, losses.data);
    check(cudaGetLastError());
    std::vector<float> values(models);
    check(cudaMemcpy(values.data(), losses.data, models * sizeof(float), cudaMemcpyDeviceToHost));
    done += steps;
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
      std::fprintf(stderr, "a loss is not finite\n");
      std::exit(1);
    }
    return values;
  }

  double seconds(int steps) {
    const auto started = std::chrono::steady_clock::now();
    run(steps);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  }
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

void measure(const std::string &folder, int models, const char *device) {
  Trainer trainer(folder, models);
  const auto started = std::chrono::steady_clock::now();
  const std::vector<float> losses = trainer.run(CHECKED), expected = read(folder + "/expected.bin");
  const double first_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  double difference = 0;
  for (int i = 0; i < 3; i++)
    if (SAMPLED[i] < models)
      difference = std::max(difference, std::abs(losses[SAMPLED[i]] / double(expected[(i + 1) * CHECKED - 1]) - 1));
  const int steps = EPOCH * std::max(1, int(std::lround(1 / trainer.seconds(EPOCH))));
  std::vector<double> rates, times[2];
  std::string list;
  for (int turn = 0; turn < TURNS; turn++) {
    const int own = steps * (1 + turn % 2);
    times[turn % 2].push_back(trainer.seconds(own));
    rates.push_back(double(models) * own / times[turn % 2].back());
    list += (turn ? ", " : "") + std::to_string(std::lround(rates.back()));
  }
  std::printf("{\"name\": \"CUDA megakernel\", \"models\": %d, \"rate\": %ld, \"rates\": [%s], \"firstSeconds\": %g, "
              "\"scale\": %g, \"lossDifference\": %g, \"device\": \"%s\", \"versions\": \"CUDA %d.%d\"}\n",
              models, std::lround(median(rates)), list.c_str(), first_seconds, median(times[1]) / median(times[0]),
              difference, device, CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
  std::fflush(stdout);
}

int main(int count, char **arguments) {
  cudaDeviceProp properties;
  check(cudaGetDeviceProperties(&properties, 0));
  for (int i = 2; i < count; i++) measure(arguments[1], std::atoi(arguments[i]), properties.name);
}
