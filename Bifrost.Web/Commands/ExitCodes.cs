namespace Bifrost.Web.Commands;

/// <summary>What the process ends with: scripts depend on it.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was understood, but failed or was refused.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a setting or a file is wrong: running it again is no use.</summary>
    public const int Usage = 2;
}
