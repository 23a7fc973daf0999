namespace Bifrost.Web.Console.Requests;

/// <summary>One step of a request's time.</summary>
/// <param name="Start">Microseconds from arrival.</param>
/// <param name="End">Microseconds from arrival.</param>
/// <param name="IsOurs">The gateway's own work rather than waiting for the caller or the provider.</param>
internal readonly record struct TimelineStep(string Name, long Start, long End, bool IsOurs);
