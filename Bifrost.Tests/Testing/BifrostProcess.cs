using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Bifrost.Tests.Testing;

/// <summary>
/// The real application as a real process: started, waited for, killed hard or asked to end, started again on the same
/// data. Everything goes through the contract's flags, so it proves what an operator would see.
/// </summary>
public sealed class BifrostProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly BifrostProcessOptions options;
    private readonly TempFolder folder = new();
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private Process? process;

    static BifrostProcess() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (var left in Running.Values) left.Kill(entireProcessTree: true);
    };

    private BifrostProcess(BifrostProcessOptions options)
    {
        this.options = options;
        DataFolder = options.DataFolder ?? folder.Combine("data");
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{TestPaths.FreePort()}"));
    }

    /// <summary>The console's and the gateway's address; the same after a restart.</summary>
    public Uri BaseAddress { get; }

    public string DataFolder { get; }

    /// <summary>Everything printed to stdout so far, over all starts.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Everything printed to stderr so far, over all starts.</summary>
    public string Errors => string.Join('\n', errors);

    public int ProcessId => Current.Id;

    public bool HasExited => Current.HasExited;

    private Process Current => process ?? throw new InvalidOperationException("The process was not started.");

    /// <summary>Starts and waits until ready; fails with what was printed when it ends or is not ready in time.</summary>
    public static async Task<BifrostProcess> StartAsync(BifrostProcessOptions? options = null)
    {
        var started = new BifrostProcess(options ?? new BifrostProcessOptions());
        try
        {
            await started.StartAgainAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Prepared but not started: for verbs without a server, and for starts that must fail.</summary>
    public static BifrostProcess NotStarted(BifrostProcessOptions? options = null) => new(options ?? new BifrostProcessOptions());

    /// <summary>Starts (again) on the same port and data and waits until <c>/health/ready</c> is 200.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        using var client = CreateClient();
        await Polling.UntilAsync(() => IsReadyAsync(client), () => $"Not ready within {options.ReadyWithin}.\n{Output}\n{Errors}", options.ReadyWithin);
    }

    /// <summary>Runs <c>serve</c> to its end and returns how it ended: for starts that must fail.</summary>
    public Task<ProcessRun> RunUntilExitAsync() => ProcessRun.OfAsync(StartInfo(["serve", .. options.Arguments], withUrls: true));

    /// <summary>Runs a verb with the same settings, beside the server or without it.</summary>
    public Task<ProcessRun> RunVerbAsync(params IEnumerable<string> arguments) => ProcessRun.OfAsync(StartInfo(arguments, withUrls: false));

    /// <summary>SIGKILL, as a machine would do it; returns once the process is gone.</summary>
    public void KillHard()
    {
        Current.Kill(entireProcessTree: true);
        Current.WaitForExit();
        Running.TryRemove(Current.Id, out _);
    }

    /// <summary>SIGTERM; returns the exit code. Bounded by 150 s, more than the contract's drain.</summary>
    public async Task<int> TerminateAsync()
    {
        SignalTerminate();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(150));
        await Current.WaitForExitAsync(bound.Token);
        Running.TryRemove(Current.Id, out _);
        return Current.ExitCode;
    }

    /// <summary>SIGTERM without waiting: for tests that watch the drain.</summary>
    public void SignalTerminate()
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {Current.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>A client of this process that follows no redirect and keeps no cookie.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = BaseAddress };

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) KillHard();

        // One that ended by itself too: whoever cleans up at the end of all tests could not even ask it any more.
        if (process is not null) Running.TryRemove(process.Id, out _);
        process?.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Launch()
    {
        process?.Dispose();
        process = new Process { StartInfo = StartInfo(["serve", .. options.Arguments], withUrls: true) };
        process.StartInfo.RedirectStandardOutput = true;
        process.StartInfo.RedirectStandardError = true;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        Running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private ProcessStartInfo StartInfo(IEnumerable<string> arguments, bool withUrls)
    {
        var app = options.AppFolder ?? TestPaths.OutputOf("Bifrost.Web");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(app, "Bifrost.Web.dll"), .. arguments, .. Settings(withUrls)]) { WorkingDirectory = folder.Path };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        return start;
    }

    private List<string> Settings(bool withUrls)
    {
        List<string> settings = ["--data", DataFolder];
        if (withUrls) settings.AddRange(["--urls", BaseAddress.GetLeftPart(UriPartial.Authority)]);
        if (options.Database is { } database) settings.AddRange(["--database", database]);
        if (withUrls && options.Governance is { } governance)
        {
            var file = folder.Combine("governance.json");
            if (!File.Exists(file)) File.WriteAllText(file, governance);
            settings.AddRange(["--config", file]);
        }

        return settings;
    }

    private async Task<bool> IsReadyAsync(HttpClient client)
    {
        if (HasExited) throw new InvalidOperationException($"Bifrost ended with {Current.ExitCode}.\n{Output}\n{Errors}");
        try
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using var response = await client.GetAsync("/health/ready", bound.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("BIFROST_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name.StartsWith("OTEL_", StringComparison.Ordinal) || name is "DOTNET_ENVIRONMENT" or "URLS";
}
