using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bifrost.Bench.Load;

namespace Bifrost.Bench.Children;

/// <summary>
/// This gateway in a process of its own, on a data folder of its own: one provider (the fake upstream), a key of a
/// team of a customer and a price, so that accounting and metrics do all of their work.
/// </summary>
internal sealed class GatewayServer : IDisposable
{
    private readonly string _assembly;
    private readonly string _folder;

    private readonly string? _database;
    private ServerProcess? _other;

    private GatewayServer(string assembly, string folder, string virtualKey, string? database)
    {
        _assembly = assembly;
        _folder = folder;
        _database = database;
        VirtualKey = virtualKey;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteFolder();
    }

    public string VirtualKey { get; }

    public ServerProcess Process { get; private set; } = null!;

    // Far above what a run spends: what is measured is the counting.
    private const string LimitsOfEach = """
        , "budgets": [ { "limit_usd": 1000000, "period": "1M" }, { "limit_usd": 1000000, "period": "1d" } ], "max_concurrency": 100000,
              "rate_limits": [ { "requests": 1000000000, "period": "1m" }, { "tokens": 1000000000000, "period": "1h" } ]
        """;

    private readonly string _masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string _providerKey = $"sk-upstream-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    public static async Task<GatewayServer> StartAsync(string assembly, int upstreamPort, BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("bifrost-bench-").FullName;
        var server = new GatewayServer(assembly, folder, VirtualKeyText.Create(), options.Database);
        try
        {
            var file = Path.Combine(folder, "governance.json");
            await File.WriteAllTextAsync(file, Governance(upstreamPort, options.Limits ? LimitsOfEach : ""));
            server.Process = await server.ServeAsync("data", "--config", file);
            if (options.Database is not null)
            {
                server._other = await server.ServeAsync("other");
            }

            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>
    /// How many usage records the gateway can export, waiting for <paramref name="expected"/> up to 30 s and another one for
    /// every 10,000 of them: the proof that what was measured was also accounted. Null when no export came to its end.
    /// </summary>
    public async Task<long?> CountRecordsAsync(long expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30 + (expected / 10_000)));
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1));
        long? count = null;
        try
        {
            do
            {
                count = await ExportedLinesAsync(patience.Token);
            }
            while (count < expected && await pace.WaitForNextTickAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            // What has been counted so far is what there is.
        }

        return count;
    }

    public void Dispose()
    {
        _other?.Dispose();
        Process?.Dispose();
        DeleteFolder();
    }

    private async Task<ServerProcess> ServeAsync(string data, params string[] more)
    {
        var port = FreePort.Next();
        var start = Command(data, ["serve", "--urls", $"http://127.0.0.1:{port}", .. more]);
        start.Environment["BENCH_VIRTUAL_KEY"] = VirtualKey;
        start.Environment["BENCH_PROVIDER_KEY"] = _providerKey;
        return await ServerProcess.StartAsync(start, port, "/health/ready");
    }

    private static string Governance(int upstreamPort, string limits) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "providers": [ { "name": "{{Target.ProviderName}}", "kind": "openai-compatible", "base_url": "http://127.0.0.1:{{upstreamPort}}/v1",
              "allow_private_network": true, "keys": [ { "name": "main", "value": "env.BENCH_PROVIDER_KEY" } ] },
            { "name": "{{Target.AnthropicName}}", "kind": "anthropic-compatible", "base_url": "http://127.0.0.1:{{upstreamPort}}",
              "allow_private_network": true, "keys": [ { "name": "main", "value": "env.BENCH_PROVIDER_KEY" } ] } ],
          "customers": [ { "name": "acme"{{limits}} } ],
          "teams": [ { "name": "research", "customer": "acme"{{limits}} } ],
          "virtual_keys": [ { "name": "bench", "value": "env.BENCH_VIRTUAL_KEY", "team": "research", "models": ["*"]{{limits}} } ],
          "prices": [ { "model": "{{Target.ProviderName}}/*", "input_per_mtok": 0.15, "cached_input_per_mtok": 0.075, "output_per_mtok": 0.60 },
              { "model": "{{Target.AnthropicName}}/*", "input_per_mtok": 0.15, "cached_input_per_mtok": 0.075, "output_per_mtok": 0.60 } ]
        }
        """);

    private void DeleteFolder()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private ProcessStartInfo Command(string data, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(DotnetHost.Path) { WorkingDirectory = _folder };
        start.ArgumentList.Add(_assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(Path.Combine(_folder, data));
        if (_database is not null)
        {
            start.Environment["BIFROST_DATABASE"] = _database;
            start.Environment["BIFROST_MASTER_KEY"] = _masterKey;
        }

        return start;
    }

    private async Task<long?> ExportedLinesAsync(CancellationToken cancellation)
    {
        var start = Command("data", "usage", "export", "--format", "jsonl");
        start.RedirectStandardOutput = true;
        LoadEnvironment.RemoveFrom(start.Environment);
        using var export = System.Diagnostics.Process.Start(start)!;
        try
        {
            long lines = 0;
            while (await export.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                lines += line.Length > 0 ? 1 : 0;
            }

            await export.WaitForExitAsync(cancellation);
            return export.ExitCode == 0 ? lines : null;
        }
        finally
        {
            if (!export.HasExited)
            {
                export.Kill();
            }
        }
    }
}
