using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Bifrost.Bench.Children;

/// <summary>A server started by the bench: it is killed when disposed, and with the bench.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<int, Process> Running = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>User and system time as the kernel accounts it (<c>/proc/PID/stat</c>), in steps of 10 ms.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes (<c>VmRSS</c>).</summary>
    public long ResidentBytes
    {
        get
        {
            foreach (var line in File.ReadLines($"/proc/{_process.Id}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
                }
            }

            throw new InvalidOperationException("The server has ended.");
        }
    }

    /// <summary>Starts a server and waits until <paramref name="readyPath"/> answers 200 on its port.</summary>
    /// <exception cref="InvalidOperationException">It ended or was not ready within 60 s; its last lines are in the message.</exception>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, int port, string readyPath)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        LoadEnvironment.RemoveFrom(start.Environment);
        var process = new Process { StartInfo = start };
        var server = new ServerProcess(process, port);
        process.OutputDataReceived += server.Keep;
        process.ErrorDataReceived += server.Keep;
        process.Start();
        Running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync(readyPath);
        return server;
    }

    public void Dispose()
    {
        Running.TryRemove(_process.Id, out _);
        Kill(_process);
        _process.Dispose();
    }

    private static void KillAll()
    {
        foreach (var process in Running.Values)
        {
            Kill(process);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _output.Enqueue(line.Data);
            if (_output.Count > KeptLines)
            {
                _output.TryDequeue(out _);
            }
        }
    }

    private async Task WaitUntilReadyAsync(string readyPath)
    {
        using var patience = new CancellationTokenSource(StartPatience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await pace.WaitForNextTickAsync(patience.Token))
            {
                if (_process.HasExited)
                {
                    throw new InvalidOperationException($"The server ended with exit code {_process.ExitCode}:\n{string.Join('\n', _output)}");
                }

                if (await LocalGet.TextAsync(Port, readyPath) is not null)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"{readyPath} was not 200 within {StartPatience.TotalSeconds:0} s:\n{string.Join('\n', _output)}");
        }
    }
}
