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

    private GatewayServer(string assembly, string folder, string virtualKey)
    {
        _assembly = assembly;
        _folder = folder;
        VirtualKey = virtualKey;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteFolder();
    }

    public string VirtualKey { get; }

    public ServerProcess Process { get; private set; } = null!;

    private string DataFolder => Path.Combine(_folder, "data");

    public static async Task<GatewayServer> StartAsync(string assembly, int upstreamPort)
    {
        var folder = Directory.CreateTempSubdirectory("bifrost-bench-").FullName;
        var server = new GatewayServer(assembly, folder, VirtualKeyText.Create());
        try
        {
            var file = Path.Combine(folder, "governance.json");
            await File.WriteAllTextAsync(file, Governance(upstreamPort));
            var port = FreePort.Next();
            var start = server.Command("serve", "--urls", $"http://127.0.0.1:{port}", "--config", file);
            start.Environment["BENCH_VIRTUAL_KEY"] = server.VirtualKey;
            start.Environment["BENCH_PROVIDER_KEY"] = $"sk-upstream-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
            server.Process = await ServerProcess.StartAsync(start, port, "/health/ready");
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
        Process?.Dispose();
        DeleteFolder();
    }

    private static string Governance(int upstreamPort) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "providers": [ { "name": "{{Target.ProviderName}}", "kind": "openai-compatible", "base_url": "http://127.0.0.1:{{upstreamPort}}/v1",
              "allow_private_network": true, "keys": [ { "name": "main", "value": "env.BENCH_PROVIDER_KEY" } ] } ],
          "customers": [ { "name": "acme" } ],
          "teams": [ { "name": "research", "customer": "acme" } ],
          "virtual_keys": [ { "name": "bench", "value": "env.BENCH_VIRTUAL_KEY", "team": "research", "models": ["*"] } ],
          "prices": [ { "model": "{{Target.ProviderName}}/*", "input_per_mtok": 0.15, "cached_input_per_mtok": 0.075, "output_per_mtok": 0.60 } ]
        }
        """);

    private void DeleteFolder()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private ProcessStartInfo Command(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(DotnetHost.Path) { WorkingDirectory = _folder };
        start.ArgumentList.Add(_assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(DataFolder);
        return start;
    }

    private async Task<long?> ExportedLinesAsync(CancellationToken cancellation)
    {
        var start = Command("usage", "export", "--format", "jsonl");
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
