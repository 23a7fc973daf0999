namespace Bifrost.Domain.Persistence;

/// <summary>A row that two people may edit at once: <see cref="Version"/> rises by one with each saved change and is the row's ETag.</summary>
public interface IVersioned
{
    /// <summary>Starts at 1; the context raises it on each update and refuses a stale one.</summary>
    int Version { get; set; }
}
