using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance.File;

/// <summary>A virtual key as the governance file has it: its secret comes with it.</summary>
public sealed record FiledKey(VirtualKeySpec Spec, Secret Value);
