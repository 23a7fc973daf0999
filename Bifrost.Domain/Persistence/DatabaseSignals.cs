namespace Bifrost.Domain.Persistence;

/// <summary>What other nodes say through the database they share: a topic at a time. Handlers return quickly and do not throw.</summary>
public sealed class DatabaseSignals
{
    /// <summary>A topic: <c>revision</c>, <c>recall</c>.</summary>
    public event Action<string>? Received;

    /// <summary>Passes a topic on.</summary>
    public void Raise(string topic) => Received?.Invoke(topic);
}
