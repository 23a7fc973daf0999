// Starts the circuit. A lost connection is tried again four times a second at first, later every two seconds, and never given up.
Blazor.start({
  circuit: {
    reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: attempt => attempt < 40 ? 250 : 2_000 },
  },
});
