#include "CxxReference.h"

#include <ctime>
#include <memory>
#include <queue>
#include <vector>

namespace {

struct Event {
  int64_t time;
  uint64_t order;
  uint32_t actor;
  uint32_t kind;
  uint64_t value;
  uint64_t payload;
};
static_assert(sizeof(Event) == 40);

struct Later {
  bool operator()(const Event &a, const Event &b) const {
    return a.time != b.time ? a.time > b.time : a.order > b.order;
  }
};

struct Loop;

struct Actor {
  virtual ~Actor() = default;
  virtual void handle(const Event &event, Loop &loop) = 0;
};

struct Loop {
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  std::vector<std::unique_ptr<Actor>> actors;
  uint64_t scheduled = 0;
  uint64_t handled = 0;
  uint64_t checksum = 0;
  int64_t now = 0;

  void schedule(int64_t time, uint32_t actor, uint64_t value) {
    queue.push(Event{time, scheduled++, actor, 0, value, 0});
  }

  void run(int64_t end) {
    while (!queue.empty() && queue.top().time <= end) {
      const Event event = queue.top();
      queue.pop();
      now = event.time;
      handled += 1;
      actors[event.actor]->handle(event, *this);
    }
  }
};

struct Holder final : Actor {
  uint32_t number;
  uint32_t cursor;
  const int64_t *increments;
  uint32_t mask;

  Holder(uint32_t number, const int64_t *increments, uint32_t mask)
    : number(number), cursor(number * 61), increments(increments), mask(mask) {}

  void handle(const Event &event, Loop &loop) override {
    loop.checksum = loop.checksum * 31 + (number ^ (uint64_t)event.time);
    loop.schedule(loop.now + increments[cursor++ & mask], number, event.value);
  }
};

struct Passer final : Actor {
  uint32_t number;
  uint32_t neighbour;
  int64_t span;

  Passer(uint32_t number, uint32_t neighbour, int64_t span)
    : number(number), neighbour(neighbour), span(span) {}

  void handle(const Event &event, Loop &loop) override {
    loop.checksum = loop.checksum * 31 + (number ^ (uint64_t)event.time);
    loop.schedule(loop.now + span, neighbour, event.value);
  }
};

double threadSeconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

CxxReferenceResult measure(Loop &loop, int64_t warm, int64_t end) {
  loop.run(warm);
  const uint64_t before = loop.handled;
  const double start = threadSeconds();
  loop.run(end);
  return {threadSeconds() - start, loop.handled - before, loop.checksum};
}

} // namespace

CxxReferenceResult cxx_reference_hold(
  size_t actors, const int64_t *increments, size_t mask, int64_t warm, int64_t end) {
  Loop loop;
  for (uint32_t number = 0; number < actors; number++) {
    loop.actors.push_back(std::make_unique<Holder>(number, increments, (uint32_t)mask));
    loop.schedule(increments[(number * 7) & mask], number, 0);
  }
  return measure(loop, warm, end);
}

CxxReferenceResult cxx_reference_messages(
  size_t actors, int64_t span, int64_t warm, int64_t end) {
  Loop loop;
  for (uint32_t number = 0; number < actors; number++) {
    loop.actors.push_back(
      std::make_unique<Passer>(number, (uint32_t)((number + 1) % actors), span));
    loop.schedule(span, number, 0);
  }
  return measure(loop, warm, end);
}
