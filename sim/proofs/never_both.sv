    // CTL-4, inside the controller pipeline: in no cycle, after no sequence of inputs, do both neurons fire.
    always @* assert (~(fired_positive & fired_negative));
