using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Bifrost.Tests.Testing;

/// <summary>
/// A PostgreSQL 15 server of our own: Debian's binaries, a temp folder, a free port on loopback, an unprivileged user,
/// no fsync. <see cref="SharedAsync"/> is started once for the whole assembly; a test that stops the server starts its own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";

    // The server ends with the shell's input: also when this process is killed, for then the pipe closes.
    private const string Supervisor = "\"$@\" >server.log 2>&1 & server=$!; read -r _; kill -QUIT $server 2>/dev/null; wait $server";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly TempFolder folder = new();
    private readonly bool asPostgres = Environment.UserName == "root";
    private Process? supervisor;
    private int databases;

    private PostgresServer()
    {
    }

    public int Port { get; } = TestPaths.FreePort();

    /// <summary>Connection string of the server's own <c>postgres</c> database.</summary>
    public string AdminConnectionString => ConnectionStringOf("postgres");

    /// <summary>The assembly's server, started by whoever asks first and stopped by <see cref="SharedPostgres"/>.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>Starts a server of one's own, to be disposed.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            await server.InitializeAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a database, empty or a copy of another; returns its connection string, without pooling surprises between tests.</summary>
    public async Task<string> CreateDatabaseAsync(string template = "template0")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionStringOf(name);
    }

    /// <summary>The database is away at once: open connections break, new ones are refused. Data survives.</summary>
    public async Task StopAsync()
    {
        if (supervisor is null) return;
        supervisor.StandardInput.Close();
        await supervisor.WaitForExitAsync();
        supervisor.Dispose();
        supervisor = null;
    }

    /// <summary>The database is back, on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        if (supervisor is not null) return;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = folder.Path };
        string[] server =
        [
            $"{Binaries}/postgres", "-D", folder.Combine("cluster"), "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder.Path}", "-c", "max_connections=300",
            "-c", "fsync=off", "-c", "full_page_writes=off",
        ];
        foreach (var argument in (string[])["-c", Supervisor, "supervisor", .. Unprivileged(server)]) start.ArgumentList.Add(argument);
        supervisor = Process.Start(start) ?? throw new InvalidOperationException("PostgreSQL did not start.");
        await Polling.UntilAsync(AnswersAsync, () => $"PostgreSQL on port {Port} does not answer. {ServerLog()}");
    }

    /// <summary>The database stands still: connections stay open and new ones are taken, and nothing answers. Until <see cref="ResumeAsync"/>.</summary>
    public Task SuspendAsync() => SignalAsync("STOP");

    /// <summary>The database goes on where it stood.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Stops and starts again: every open connection is lost.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    internal static async Task StopSharedAsync()
    {
        if (Shared.IsValueCreated) await (await Shared.Value).DisposeAsync();
    }

    /// <summary>To the server and its children, of which each has a process group of its own.</summary>
    private async Task SignalAsync(string signal)
    {
        var server = File.ReadLines(folder.Combine("cluster", "postmaster.pid")).First();
        (await ProcessRun.OfAsync("/bin/sh", "-c", $"kill -{signal} {server} $(cat /proc/{server}/task/{server}/children)")).Succeeded("kill");
    }

    private async Task InitializeAsync()
    {
        if (!File.Exists($"{Binaries}/initdb")) throw new InvalidOperationException("PostgreSQL 15 is missing: apt-get install postgresql-15 (test.sh does it).");
        if (asPostgres) (await ProcessRun.OfAsync("chown", "postgres", folder.Path)).Succeeded("chown");
        string[] initdb = [$"{Binaries}/initdb", "-D", folder.Combine("cluster"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
        var command = Unprivileged(initdb);
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder.Path };
        (await ProcessRun.OfAsync(start)).Succeeded("initdb");
    }

    /// <summary>PostgreSQL refuses to run as root. setpriv replaces itself by the server, so signals reach it.</summary>
    private string[] Unprivileged(string[] command) =>
        asPostgres ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", .. command] : command;

    private async Task<bool> AnswersAsync()
    {
        if (supervisor is { HasExited: true }) throw new InvalidOperationException($"PostgreSQL ended at once. {ServerLog()}");
        try
        {
            await using var connection = new NpgsqlConnection(AdminConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string ServerLog() => File.Exists(folder.Combine("server.log")) ? File.ReadAllText(folder.Combine("server.log")) : "";

    private string ConnectionStringOf(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Pooling={(database == "postgres" ? "false" : "true")};Timeout=5;Include Error Detail=true");
}
