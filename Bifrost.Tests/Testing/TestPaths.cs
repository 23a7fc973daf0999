using System.Net;
using System.Net.Sockets;

namespace Bifrost.Tests.Testing;

/// <summary>Where this build, its repository and its scratch space are.</summary>
public static class TestPaths
{
    /// <summary>The folder of <c>Bifrost.sln</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary><c>Debug</c> or <c>Release</c>, as this assembly was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The build output of a project beside this one, of the same configuration.</summary>
    public static string OutputOf(string project) => Path.Combine(Repository, project, "bin", Configuration, new DirectoryInfo(AppContext.BaseDirectory).Name);

    /// <summary>A TCP port that was free on loopback a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
