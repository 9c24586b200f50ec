// Runs a board's top module behind a pseudo-terminal: bytes of the terminal go to `rx` bit by bit, and back from `tx`.
//
// Arguments: cycles of a bit, cycles of a second. The path of the terminal is the first line of standard output.
// Lines of standard input are commands; at its end the program ends:
//   noise SEED BITS    drives `rx` with random levels for so many bit times
#include "Vboard.h"
#include "verilated.h"
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <string>
#include <termios.h>
#include <unistd.h>

// Cycles between two polls of the terminal.
static const uint64_t CHUNK = 1024;
// Bytes that may wait for the line; more stay in the terminal, which holds the writer back.
static const size_t WAITING = 4096;

static void fail(const char* what) {
  perror(what);
  exit(2);
}

// Sends bits, each held for `divisor` cycles.
struct Sender {
  uint32_t divisor;
  std::deque<bool> bits;
  uint32_t count = 0;
  bool level = true;
  void byte(uint8_t value) {
    bits.push_back(false);
    for (int bit = 0; bit < 8; ++bit) bits.push_back(value >> bit & 1);
    bits.push_back(true);
  }
  bool clock() {
    if (count == 0) {
      level = true;
      if (!bits.empty()) {
        level = bits.front();
        bits.pop_front();
        count = divisor;
      }
    }
    if (count) --count;
    return level;
  }
  bool idle() const { return bits.empty() && count == 0; }
};

// Samples each bit in its middle.
struct Receiver {
  uint32_t divisor;
  uint32_t count = 0;
  int bit = -1;
  uint8_t value = 0;
  void clock(bool level, std::string& to) {
    if (bit < 0) {
      if (level) return;
      bit = 0;
      count = divisor + divisor / 2;
    } else if (--count == 0) {
      count = divisor;
      if (bit == 8) {
        if (level) to.push_back((char)value);
        bit = -1;
      } else {
        value = value >> 1 | (level ? 0x80 : 0);
        ++bit;
      }
    }
  }
  bool idle() const { return bit < 0; }
};

static int open_terminal() {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) || unlockpt(master)) fail("pseudo-terminal");
  if (fcntl(master, F_SETFL, O_NONBLOCK)) fail("pseudo-terminal");
  struct termios settings;
  if (tcgetattr(master, &settings)) fail("pseudo-terminal");
  cfmakeraw(&settings);
  if (tcsetattr(master, TCSANOW, &settings)) fail("pseudo-terminal");
  printf("%s\n", ptsname(master));
  fflush(stdout);
  return master;
}

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const uint32_t divisor = strtoul(arguments[1], nullptr, 10);
  const uint64_t hertz = strtoull(arguments[2], nullptr, 10);
  // What the model prints goes to standard error.
  const int master = open_terminal();
  dup2(2, 1);
  auto context = std::make_unique<VerilatedContext>();
  auto board = std::make_unique<Vboard>(context.get());
  Sender sender{divisor};
  Receiver receiver{divisor};
  std::string out, commands;
  uint64_t quiet = 0;
  board->clock = 0;
  board->rx = 1;
  board->eval();
  for (;;) {
    // Where nothing happens, no more cycles pass than would on a board.
    const bool idle = quiet > 4 * CHUNK;
    struct pollfd files[2] = {{0, POLLIN, 0}, {master, POLLIN, 0}};
    if (poll(files, 2, idle ? 1 : 0) < 0 && errno != EINTR) fail("poll");
    // While no program has the terminal open, its poll does not wait.
    if (idle && files[1].revents & POLLHUP) poll(files, 1, 1);
    if (files[0].revents & (POLLIN | POLLHUP)) {
      char buffer[256];
      ssize_t size = read(0, buffer, sizeof buffer);
      if (size <= 0) break;
      commands.append(buffer, size);
      for (size_t end; (end = commands.find('\n')) != std::string::npos; commands.erase(0, end + 1)) {
        unsigned seed, bits;
        if (sscanf(commands.c_str(), "noise %u %u", &seed, &bits) != 2) return 2;
        uint32_t state = seed * 2654435761u | 1;
        while (bits--) {
          state ^= state << 13;
          state ^= state >> 17;
          state ^= state << 5;
          sender.bits.push_back(state >> 16 & 1);
        }
      }
    }
    if (sender.bits.size() < 10 * WAITING) {
      uint8_t buffer[WAITING];
      ssize_t size = read(master, buffer, sizeof buffer);
      for (ssize_t at = 0; at < size; ++at) sender.byte(buffer[at]);
    }
    const uint64_t cycles = idle && sender.idle() ? hertz / 1000 + 1 : CHUNK;
    bool busy = false;
    for (uint64_t now = 0; now < cycles; ++now) {
      board->rx = sender.clock();
      board->clock = 1;
      board->eval();
      board->clock = 0;
      board->eval();
      receiver.clock(board->tx, out);
      busy |= !receiver.idle() || !sender.idle();
    }
    quiet = busy ? 0 : quiet + cycles;
    // Nobody has the terminal open: what the board sends is lost, as on a line without a listener. Asked only now,
    // because whoever has just opened it may have been answered already.
    struct pollfd terminal = {master, 0, 0};
    if (!out.empty() && poll(&terminal, 1, 0) == 1 && terminal.revents & POLLHUP) out.clear();
    while (!out.empty()) {
      ssize_t size = write(master, out.data(), out.size());
      if (size <= 0) break;
      out.erase(0, size);
    }
  }
  board->final();
  return 0;
}
