namespace Bifrost.Gateway.Accounting;

/// <summary>What a frame holds. The numbers are in the files: append only.</summary>
internal enum JournalFrameType : byte
{
    /// <summary>A record as known before dispatch.</summary>
    Intent = 1,

    /// <summary>The intent's segment number, then the final record.</summary>
    Settled = 2,

    /// <summary>Captured content; belongs to the settled frame that follows it directly.</summary>
    Content = 3,

    /// <summary>As <see cref="Settled"/>, written late: the run that wrote it had handed the record over already.</summary>
    SettledLate = 4,

    /// <summary>An intent's id and what is held for it by now: output tokens, nano-dollars. The last one counts.</summary>
    Raised = 5,
}
