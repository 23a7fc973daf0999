using System.Net;
using System.Net.Sockets;

namespace Bifrost.Tests.Testing;

/// <summary>Where this build, its repository and its scratch space are.</summary>
public static class TestPaths
{
    private const int FirstPort = 16_384;
    private const int Ports = 16_000;

    // Two runs at once begin at different places.
    private static int _ports = Environment.ProcessId * 61;

    /// <summary>The folder of <c>Bifrost.sln</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary><c>Debug</c> or <c>Release</c>, as this assembly was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The build output of a project beside this one, of the same configuration.</summary>
    public static string OutputOf(string project) => Path.Combine(Repository, project, "bin", Configuration, new DirectoryInfo(AppContext.BaseDirectory).Name);

    /// <summary>
    /// A TCP port that is free on loopback and that this process gives nobody else: below those that the kernel hands out
    /// (32768 and up), so that a process which was killed finds it free when it comes back.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (int)((uint)Interlocked.Increment(ref _ports) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken by someone else: the next one.
            }
        }
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bifrost.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests run from inside the repository: Bifrost.sln was not found above " + AppContext.BaseDirectory);
    }
}
