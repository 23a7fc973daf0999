namespace Bifrost.Domain.Persistence;

/// <summary>What a database holds, as found without changing it.</summary>
public enum DatabaseState
{
    /// <summary>No installation: nothing was migrated yet, or no start came to its end.</summary>
    Empty,

    /// <summary>An installation whose migrations are not all applied.</summary>
    Older,

    /// <summary>An installation of this version, opened by this master key.</summary>
    Ready,
}
