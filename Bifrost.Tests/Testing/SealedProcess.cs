using System.Diagnostics;
using System.Globalization;

namespace Bifrost.Tests.Testing;

/// <summary>
/// A program as a container would run it, by the kernel's own means and without an engine: its own network, process
/// number 1, an unprivileged user without any capability, everything read-only but one folder. Needs root and iproute2.
/// </summary>
public sealed class SealedProcess : IAsyncDisposable
{
    private const string User = "setpriv --reuid=1654 --regid=1654 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all env -i";
    private static int last = System.Environment.ProcessId % 200;

    private readonly TempFolder folder = new();
    private readonly int number = Interlocked.Increment(ref last) % 250;
    private readonly ImageFile image;
    private readonly string app;
    private Process? process;

    private SealedProcess(ImageFile image, string app) => (this.image, this.app) = (image, app);

    public static bool IsPossible => System.Environment.UserName == "root" && File.Exists("/usr/sbin/ip");

    /// <summary>The address by which another machine would come.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://10.213.{number}.2:8080"));

    /// <summary>The one folder that may be written.</summary>
    public string DataFolder => folder.Combine("data");

    public string Errors => File.ReadAllText(folder.Combine("stderr"));

    private string Space => string.Create(CultureInfo.InvariantCulture, $"bifrost-test-{number}");

    /// <summary>Starts the image's entry point on the files of a folder.</summary>
    public static async Task<SealedProcess> StartAsync(ImageFile image, string app)
    {
        var started = new SealedProcess(image, app);
        try
        {
            (await ShellAsync(started.Preparation())).Succeeded("the network");
            started.process = Process.Start("sh", ["-c", started.Outside, "sh", started.Inside(image.EntryPoint)]);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>The image's health check, in the same namespaces and as the same user.</summary>
    public async Task<ProcessRun> CheckHealthAsync()
    {
        var pid = await PidAsync();
        return await ShellAsync($"exec nsenter -t {pid} -n -m -p --wd={app} {User} {Variables} {string.Join(' ', image.HealthCheck)}");
    }

    /// <summary>A shell command among the process's files, as the process's user.</summary>
    public async Task<ProcessRun> ShellInsideAsync(string command)
    {
        var pid = await PidAsync();
        return await ShellAsync($"exec nsenter -t {pid} -m {User} PATH=$PATH sh -c '{command}'");
    }

    /// <summary>What the kernel says of the process.</summary>
    public async Task<string> StatusAsync() => await File.ReadAllTextAsync("/proc/" + await PidAsync() + "/status");

    public async Task SignalAsync(string signal) => (await ShellAsync("kill -" + signal + " " + await PidAsync())).Succeeded(signal);

    /// <summary>SIGTERM to process number 1; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process!.WaitForExitAsync(bound.Token);
        return process.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
        process?.Dispose();
        await ShellAsync($"ip netns del {Space}");
        folder.Dispose();
    }

    private static Task<ProcessRun> ShellAsync(string command) => ProcessRun.OfAsync("sh", "-c", command);

    private string Variables => string.Join(' ', image.Environment.Select(x => $"{x.Key}={x.Value.Replace("/data", DataFolder, StringComparison.Ordinal)}").Append("PATH=$PATH"));

    private string Preparation() => $"""
        set -e
        chmod 755 {folder.Path}
        mkdir {DataFolder}
        chown 1654:1654 {DataFolder}
        ip netns add {Space}
        ip link add vh{number} type veth peer name vc{number} netns {Space}
        ip addr add 10.213.{number}.1/30 dev vh{number}
        ip link set vh{number} up
        ip -n {Space} addr add 10.213.{number}.2/30 dev vc{number}
        ip -n {Space} link set vc{number} up
        ip -n {Space} link set lo up
        """;

    // What is printed is opened out here: inside, nothing may be.
    private string Outside =>
        $"exec ip netns exec {Space} unshare --mount --pid --fork --mount-proc --kill-child sh -c \"$1\" >{folder.Combine("stdout")} 2>{folder.Combine("stderr")}";

    private string Inside(IEnumerable<string> command) => $"""
        mount --bind {DataFolder} {DataFolder} && mount -o remount,bind,ro / && cd {app} &&
        exec {User} {Variables} {string.Join(' ', command)}
        """;

    private async Task<string> PidAsync()
    {
        var pids = (await ShellAsync($"ip netns pids {Space}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return pids.First(x => File.ReadLines($"/proc/{x}/status").Any(l => l.StartsWith("NSpid:", StringComparison.Ordinal) && l.EndsWith("\t1", StringComparison.Ordinal)));
    }
}
