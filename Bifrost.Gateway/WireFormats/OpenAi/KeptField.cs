namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>A top-level value of a JSON response that is read.</summary>
internal enum KeptField
{
    None,
    Usage,
    Model,
    ServiceTier,
    Error,

    /// <summary>What it is billed by beside tokens.</summary>
    Unit,
}
