using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Exchanges;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Runtime;

/// <summary>
/// Keeps the runtime current: a change in this process before it is reported as done, one elsewhere when the database tells of
/// it, and within the poll in any case. When the
/// database is away or a snapshot does not compile, the last good runtime keeps serving and the reason is told.
/// </summary>
public sealed partial class SnapshotLoop : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly GovernanceReader _reader;
    private readonly RuntimeHolder _holder;
    private readonly RuntimeCompiler _compiler;
    private readonly OpenExchanges _open;
    private readonly TimeProvider _time;
    private readonly ILogger<SnapshotLoop> _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private GatewayRuntime _last = GatewayRuntime.Empty;

    internal SnapshotLoop(GovernanceReader reader, RuntimeHolder holder, RuntimeCompiler compiler, OpenExchanges open, TimeProvider time, ILogger<SnapshotLoop> logger)
    {
        _reader = reader;
        _holder = holder;
        _compiler = compiler;
        _open = open;
        _time = time;
        _logger = logger;
    }

    /// <summary>Why the newest governance is not being served; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The last look at the database failed.</summary>
    public bool DatabaseIsAway { get; private set; }

    /// <summary>The revision that is being served.</summary>
    public long Revision => _last.Snapshot.Revision;

    /// <summary>What is being served, for pages that show models and prices; requests read it from their exchange.</summary>
    public GovernanceSnapshot Snapshot => _last.Snapshot;

    /// <summary>Reads and compiles once; throws when the database cannot be read.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await ReplaceAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Serves the newest governance before it returns: what an admin just changed holds for the very next call. Failures are told as the poll tells them.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            DatabaseIsAway = true;
            Report($"the database cannot be read: {DatabaseFailure.ReasonOf(exception)}");
        }
    }

    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    private async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _reader.ReadAsync(ReferenceEquals(_last, GatewayRuntime.Empty) ? null : _last.Snapshot, cancellationToken);
        DatabaseIsAway = false;
        if (ReferenceEquals(snapshot, _last.Snapshot))
        {
            Problem = null;
            return;
        }

        var errors = new List<FieldError>();
        if (_compiler.Compile(snapshot, _last, errors) is not { } runtime)
        {
            Report($"revision {snapshot.Revision} does not compile: {string.Join(" ", errors.Select(x => x.Message))}");
            return;
        }

        _last = runtime;
        _holder.Replace(runtime);
        _open.Check(runtime);
        Problem = null;
        LogServing(runtime.Snapshot.Revision);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await CatchUpAsync(stoppingToken);
            await Task.Delay(Poll, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Report(string problem)
    {
        if (Problem != problem)
        {
            Problem = problem;
            LogProblem(problem);
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Debug, Message = "Serving governance revision {Revision}.")]
    private partial void LogServing(long revision);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "Serving the last good governance: {Problem}")]
    private partial void LogProblem(string problem);
}
