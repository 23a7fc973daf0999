namespace Bifrost.Gateway.Limits;

/// <summary>What a keeper does, one thing at a time; a failure is a database that is away, told as new once until something succeeds.</summary>
internal sealed class KeeperTurns : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private bool _isAway;

    /// <summary>Does not throw.</summary>
    /// <param name="failed">Is told what happened, and whether it is new.</param>
    public async Task TryAsync(Func<Task> action, Action<Exception, bool> failed, CancellationToken cancellationToken)
    {
        try
        {
            await _oneAtATime.WaitAsync(cancellationToken);
            try
            {
                await action();
            }
            finally
            {
                _oneAtATime.Release();
            }

            _isAway = false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var isNew = !_isAway && !cancellationToken.IsCancellationRequested;
            _isAway |= isNew;
            failed(exception, isNew);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
