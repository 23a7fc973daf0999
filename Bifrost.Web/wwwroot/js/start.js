// Starts the circuit, by a WebSocket and nothing else: a negotiation is a request of its own, which behind a balancer another
// node may answer. A lost connection is tried again four times a second at first, later every two seconds, and never given up.
(() => {
  const between = attempt => attempt < 40 ? 250 : 2_000;
  const longestOpening = 10_000;
  const patience = 5_000;
  // What the server rendered can be taken over for five minutes.
  const longestWait = 240_000;
  const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

  // A proxy may take the request and say nothing; browsers wait for minutes.
  class ImpatientWebSocket extends WebSocket {
    constructor(...parameters) {
      super(...parameters);
      const late = setTimeout(() => this.readyState === WebSocket.CONNECTING && this.close(), longestOpening);
      this.addEventListener('open', () => clearTimeout(late));
    }
  }

  const sayWhy = isSo => document.getElementById('no-circuit')?.toggleAttribute('data-shown', isSo);

  // The first connection: until there is one the page is an empty shell, says why, and goes on trying.
  const openFirst = async start => {
    const late = setTimeout(() => sayWhy(true), patience);
    for (let attempt = 0; ; attempt++) {
      try {
        await start();
        break;
      } catch {
        sayWhy(true);
        await sleep(between(attempt));
      }
    }
    clearTimeout(late);
    if (performance.now() > longestWait) location.reload();
    sayWhy(false);
  };

  // A connection that breaks before there is a circuit leaves nothing to come back to: the page loads anew.
  let hasCircuit = false;
  let isLeaving = false;
  addEventListener('pagehide', () => { isLeaving = true; });
  const loadAnew = () => {
    if (hasCircuit || isLeaving || document.getElementById('blazor-error-ui')?.style.display === 'block') return;
    sayWhy(true);
    setTimeout(() => location.reload(), 2_000);
  };

  let isFirst = true;
  const patient = connection => {
    connection.onclose(loadAnew);
    const start = connection.start.bind(connection);
    connection.start = async () => {
      if (isFirst) {
        await openFirst(start);
        isFirst = false;
        return;
      }
      try {
        await start();
      } catch (error) {
        // Only of this kind is the next attempt all that follows; of any other Blazor says that the page failed.
        error.errorType = 'FailedToNegotiateWithServerError';
        throw error;
      }
    };
    return connection;
  };

  Blazor.start({
    circuit: {
      configureSignalR: builder => {
        // 1 is SignalR's HttpTransportType.WebSockets.
        builder.withUrl('/_blazor', { skipNegotiation: true, transport: 1, WebSocket: ImpatientWebSocket });
        const build = builder.build.bind(builder);
        builder.build = () => patient(build());
      },
      circuitHandlers: [{ onCircuitOpened: () => { hasCircuit = true; } }],
      reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: between },
    },
  });
})();
